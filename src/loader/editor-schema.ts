import schema from './generated/editor-schema.json' with { type: 'json' };

/** The JSON Schema of Compose files with its texts, for editors; what the loader checks with has none. */
export const editorSchema: object = schema;
