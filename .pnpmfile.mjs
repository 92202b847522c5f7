/** The condition under which the packages of this repository see each other's sources: nobody else has them. */
const ours = '@tokenkeep/source';

export const hooks = {
  /** What `pnpm pack` and `pnpm publish` put into the tarball in place of a package's package.json. */
  beforePacking(manifest) {
    for (const entry of Object.values(manifest.exports ?? {})) delete entry[ours];
    return manifest;
  },
};
