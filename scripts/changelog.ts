/** A changelog that has nothing to release, or is not one. */
export class ChangelogError extends Error {}

const UNRELEASED = '## [Unreleased]';

/** The changelog with what is unreleased moved under `version`. @throws ChangelogError when there is nothing */
export function releaseChangelog(changelog: string, version: string, day: string): string {
  if (changelog.split(`${UNRELEASED}\n`).length !== 2)
    throw new ChangelogError(`CHANGELOG.md needs one line "${UNRELEASED}"`);
  if (changelog.includes(`\n## [${version}]`))
    throw new ChangelogError(`CHANGELOG.md has a version ${version} already`);
  if (!/^- /m.test(sectionOf(changelog, UNRELEASED)))
    throw new ChangelogError('CHANGELOG.md has nothing unreleased: say what changed');
  return changelog.replace(`${UNRELEASED}\n`, `${UNRELEASED}\n\n## [${version}] - ${day}\n`);
}

/** What changed in a version, without its heading. */
export function changesOf(changelog: string, version: string): string {
  return sectionOf(changelog, `## [${version}]`);
}

function sectionOf(changelog: string, heading: string): string {
  const [, rest = ''] = changelog.split(`\n${heading}`);
  const section = rest.slice(rest.indexOf('\n') + 1);
  const [own = ''] = section.split(/^## /m);
  return own.trim();
}
