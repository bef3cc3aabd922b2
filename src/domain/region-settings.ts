/** What it takes to reach a region: from the configuration, with its secrets looked up. */
export interface RegionSettings {
  readonly name: string;
  readonly jurisdiction: string;
  /** Default: AWS's own for `region`. */
  readonly endpoint?: string;
  /** As its provider calls it, such as eu-central-1. */
  readonly region: string;
  readonly bucket: string;
  /** Everything lies under it; '' for none. */
  readonly prefix: string;
  readonly pathStyle?: boolean;
  readonly storageClass?: string;
  readonly kmsKey?: string;
  /** Default: the AWS chain (environment, profile, instance role). */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}
