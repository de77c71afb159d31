/**
 * What the names of all that this run of the end-to-end tests makes in the engine begin with: projects, containers,
 * networks, volumes and images. Whatever is called so is removed at the end of the run, also when the run was killed.
 */
export const testRun = process.env.GANTRY_TEST_RUN ?? 'e2e';
