interface Version {
  servedModel: string | null;
  weightsDigest: string | null;
}

/** Digests are long: their beginning tells versions apart. */
export function versionTitle({ servedModel, weightsDigest }: Version): string {
  const name = servedModel ?? "unknown version";
  return weightsDigest === null ? name : `${name} ${weightsDigest.slice(0, 12)}`;
}
