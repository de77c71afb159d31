/** Text that can't be read as the value it stands for; whoever knows the path turns it into a problem. */
export class ValueError extends Error {}
