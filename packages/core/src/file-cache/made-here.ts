import { nodeFs, nodePath } from './builtins.ts';

// What backup programs look for (Cache Directory Tagging Specification), and below it what tells the folder from
// those of other programs that tag theirs.
const text = `Signature: 8a477f597d28d172789f06886806bc55
# tokenkeep made this folder for its cache, keeps it closed to other users, and can do without what is in it.
`;

/** Tags a folder that the cache has just made. Backups leave such a folder out. */
export function tagFolder(folder: string): void {
  try {
    nodeFs.writeFileSync(tagOf(folder), text, { flag: 'wx', mode: 0o600 });
  } catch {
    // A full disk: without the tag, the folder is refused instead of closed, should it ever be opened to others.
  }
}

/** Whether it was this cache that made the folder, so that its mode may be changed. */
export function madeHere(folder: string): boolean {
  const tag = tagOf(folder);
  const found = nodeFs.lstatSync(tag, { throwIfNoEntry: false });
  // The size first: what is as long as the text can be read.
  return found?.isFile() === true && found.size === text.length && nodeFs.readFileSync(tag, 'latin1') === text;
}

function tagOf(folder: string): string {
  return nodePath.join(folder, 'CACHEDIR.TAG');
}
