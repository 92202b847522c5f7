/**
 * What follows the folder of the route file in a URL, told by Next's name for the file.
 *
 * @param page such as `/(group)/[tenant]/api/[...path]/route`, as Next 16 knows it on the edge runtime
 * @returns `undefined` where the URL does not lead there by itself, such as behind a rewrite
 */
export function pathBelowPage<Segment>(page: unknown, url: readonly Segment[]): readonly Segment[] | undefined {
  if (typeof page !== 'string' || !page.endsWith('/route')) return undefined;
  const folders = page.split('/').slice(1, -1).filter(isInUrl);
  const open = /^\[{1,2}\.{3}/.test(folders.at(-1) ?? '');
  const fixed = open ? folders.slice(0, -1) : folders;
  if (!open && url.length !== fixed.length) return undefined;
  return pathBelow(fixed, url);
}

/** What follows these folders, of which `[name]` stands for any one segment. */
export function pathBelow<Segment>(
  folders: readonly string[],
  url: readonly Segment[],
): readonly Segment[] | undefined {
  if (url.length < folders.length) return undefined;
  const leads = folders.every((folder, at) => folder === url[at] || /^\[[^[.\]]+\]$/.test(folder));
  return leads ? url.slice(folders.length) : undefined;
}

/** Not `(groups)`, and not the `@slots` of layouts. */
function isInUrl(folder: string): boolean {
  return !/^(?:\([^.)][^)]*\)$|@)/.test(folder);
}
