// One of several cold processes. Plain JavaScript: stripping types would be part of what is measured.
// argv: the subject's file, and what it needs as JSON. Prints the moment at which the token was in hand.
import { argv, stdout } from 'node:process';

const [, , file, order] = argv;
const { subject } = await import(`../subjects/cold/${file}.mjs`);
const token = await subject.getToken(JSON.parse(order));
if (typeof token !== 'string' || token === '') throw new Error('No token.');
stdout.write(String(Date.now()));
