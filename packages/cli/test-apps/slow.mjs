// A machine that is slow between making a file and writing to it, and after each line on standard error. Loaded with
// NODE_OPTIONS=--import.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';

const pause = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700);
const { writeSync } = fs;
fs.writeSync = (...args) => {
  pause();
  return writeSync(...args);
};
syncBuiltinESMExports();
const write = process.stderr.write.bind(process.stderr);
process.stderr.write = (...args) => {
  const written = write(...args);
  pause();
  return written;
};
