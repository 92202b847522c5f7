// Preloaded: this process lives LATE_MS in the future.
import process from 'node:process';

const { now } = Date;
Date.now = () => now() + Number(process.env.LATE_MS);
