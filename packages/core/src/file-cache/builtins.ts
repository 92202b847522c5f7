import type * as Fs from 'node:fs';
import type * as Os from 'node:os';
import type * as Path from 'node:path';
import type * as Url from 'node:url';

// `import` of `node:fs` also loads `fs.promises`, which costs a cold process more than all else that this cache loads.

/** `node:fs`, asked of the runtime. */
export const nodeFs: typeof Fs = process.getBuiltinModule('node:fs');
/** `node:os`, asked of the runtime. */
export const nodeOs: typeof Os = process.getBuiltinModule('node:os');
/** `node:path`, asked of the runtime. */
export const nodePath: typeof Path = process.getBuiltinModule('node:path');
/** `node:url`, asked of the runtime. */
export const nodeUrl: typeof Url = process.getBuiltinModule('node:url');
