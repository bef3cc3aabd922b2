/** A configured database, as this host reaches it. The password is handed to the driver and to nothing else. */
export interface DatabaseTarget {
  /** The configured name. */
  readonly name: string;
  readonly connectString: string;
  readonly user: string;
  readonly password: string;
  /** Runs the driver's connecting, so that whoever measures sockets learns which ones are this database's. */
  readonly watchConnect?: <T>(database: string, connect: () => Promise<T>) => Promise<T>;
}
