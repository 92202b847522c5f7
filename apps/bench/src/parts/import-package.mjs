// Imports what argv names, or nothing. Plain JavaScript: stripping types would be part of what is measured.
import { argv } from 'node:process';

const [, , name] = argv;
if (name !== undefined) await import(name);
