/** All output formats. `classic` prints what Java's mqadmin prints and is a function of the command, not of its view. */
export const formats = ['table', 'plain', 'classic', 'json', 'ndjson', 'yaml', 'csv'] as const
export type Format = (typeof formats)[number]
