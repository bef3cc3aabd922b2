/** Texts of the US message file, `%s` for arguments. What is not here is raised with its text by the part that needs it. */
const text = `
1 unique constraint violated
51 timeout occurred while waiting for a resource
439 feature not enabled: %s
942 table or view does not exist
955 name is already used by an existing object
1001 invalid cursor
1006 bind variable does not exist
1008 not all variables bound
1012 not logged on
1013 user requested cancel of current operation
1017 invalid username/password; logon denied
1031 insufficient privileges
1403 no data found
1410 invalid ROWID
1422 exact fetch returns more than requested number of rows
1426 numeric overflow
1476 divisor is equal to zero
1481 invalid number format model
1555 snapshot too old: rollback segment number %s with name "%s" too small
1722 invalid number
1821 date format not recognized
1950 no privileges on tablespace '%s'
2354 error in exporting/importing data
4043 object %s does not exist
6500 PL/SQL: storage error
6501 PL/SQL: program error
6502 PL/SQL: numeric or value error%s
6504 PL/SQL: Return types of Result Set variables or query do not match
6510 PL/SQL: unhandled user-defined exception
6511 PL/SQL: cursor already open
6530 Reference to uninitialized composite
6531 Reference to uninitialized collection
6532 Subscript outside of limit
6533 Subscript beyond count
6592 CASE not found while executing CASE statement
8181 specified number is not a valid system change number
16000 database or pluggable database open for read-only access
19505 failed to identify file "%s"
20000 %s
21000 error number argument to raise_application_error of %s is out of range
21560 argument %s is null, invalid, or out of range
22275 invalid LOB locator specified
22285 non-existent directory or file for %s operation
22286 insufficient privileges on file or directory to perform %s operation
22287 invalid or modified directory occurred during %s operation
22288 file or LOB operation %s failed\\n%s
22289 cannot perform %s operation on an unopened file or LOB
22290 operation would exceed the maximum number of opened files or LOBs
22925 operation would exceed maximum size allowed for a LOB value
22993 specified input amount is greater than actual source amount
24801 illegal parameter value in OCI lob function
27037 unable to obtain file status
27038 created file already exists
27040 file create error, unable to create file
27041 unable to open file
27046 file size is not a multiple of logical block size
27072 File I/O error
29280 invalid directory object
29281 invalid mode
29282 invalid file ID
29283 invalid file operation%s
29284 file read error
29285 file write error
29286 internal error
29287 invalid maximum line size
29288 invalid file name
29289 directory access denied
29290 invalid offset specified for seek
29291 file remove operation failed
29292 file rename operation failed
29298 Character set mismatch
30625 method dispatch on NULL SELF argument is disallowed
31617 unable to open dump file "%s" for write
31623 a job is not attached to this session via the specified handle
31626 job does not exist
31627 API call succeeded but more information is available
31630 a job name is required to attach a job for user %s
31631 privileges are required
31632 master table "%s.%s" not found, invalid, or inaccessible
31633 unable to create master table "%s.%s"
31634 job already exists
31636 session is already attached to job %s for user %s
31637 cannot create job %s for user %s
31638 cannot attach to job %s for user %s
31640 unable to open dump file "%s" for read
31641 unable to create dump file "%s"
31646 no dump files found
31655 no data or metadata objects selected for job
31658 specifying a schema name requires a table name
31664 unable to construct unique job name when defaulted
31671 Worker process %s had an unhandled exception.
31684 Object type %s already exists
31693 Table data object %s failed to load/unload and is being skipped due to error:
31694 master table %s failed to load/unload
39000 bad dump file specification
39001 invalid argument value
39002 invalid operation
39004 invalid state
39005 inconsistent arguments
39006 internal error
39014 One or more workers have prematurely exited.
39016 Operation not supported when job is in %s state.
39019 invalid operation type %s
39020 invalid mode type %s
39022 Database version %s is not supported.
39023 Version %s is not supported.
39031 invalid filter name %s
39034 Table %s does not exist.
39035 Data filter %s has already been specified.
39036 invalid metadata filter name %s
39037 Object type path not supported for %s metadata filter.
39038 Object path "%s" is not supported for %s jobs.
39039 Schema expression "%s" contains no valid schemas.
39040 Schema expression "%s" must identify exactly one schema.
39042 invalid transform name %s
39044 Metadata transform %s has already been specified.
39045 invalid metadata remap name %s
39046 Metadata remap %s has already been specified.
39049 invalid parameter name %s
39050 parameter %s is incompatible with parameter %s
39051 parameter %s specified multiple times
39052 cannot specify SKIP_CURRENT on initial start of a job.
39053 parameter or attribute %s must be defined for a %s job
39059 dump file set is incomplete
39070 Unable to open the log file.
39083 Object type %s failed to create with error:
39087 directory name %s is invalid
39088 file name cannot contain a path specification
39094 Parallel execution not supported in this database edition.
39095 Dump file space has been exhausted: Unable to allocate %s bytes
39109 Unprivileged users may not operate upon other users' schemas
39114 Dump files are not supported for network jobs.
39115 %s is not supported over a network link
39122 Unprivileged users may not perform %s remappings.
39124 dump file name "%s" contains an invalid substitution variable
39142 incompatible version number %s in dump file "%s"
39143 dump file "%s" may be an original export dump file
39144 file name parameter must be specified and non-null
39145 directory object parameter must be specified and non-null
39146 schema "%s" does not exist
39150 bad flashback time
39151 Table %s exists. All dependent metadata and data will be skipped due to table_exists_action of skip
39152 Table %s exists. Data will be appended to existing table but all dependent metadata will be skipped due to table_exists_action of append
39153 Table %s exists and has been truncated. Data will be loaded but all dependent metadata will be skipped due to table_exists_action of truncate
39154 Objects from foreign schemas have been removed from import
39161 Full database jobs require privileges
39165 Schema %s was not found.
39166 Object %s was not found or could not be exported or imported.
39168 Object path %s was not found.
39170 Schema expression %s does not correspond to any schemas.
39171 Job is experiencing a resumable wait.
39183 internal error %s occurred during decompression phase %s
39201 Dump files are not supported for estimate only jobs.
39202 Data cannot be filtered or selected in %s jobs.
39206 A parallel degree of %s is invalid.
39207 Value %s is invalid for parameter %s.
39208 Parameter %s is invalid for %s jobs.
39209 Parameter %s requires privileges.
39211 unable to retrieve dumpfile information as specified
39411 header checksum error in dump file "%s"
`;

const templates = new Map(
  text
    .trim()
    .split('\n')
    .map((line) => {
      const blank = line.indexOf(' ');
      return [Number(line.slice(0, blank)), line.slice(blank + 1).replaceAll(String.raw`\n`, '\n')] as const;
    }),
);

/** The text of an error without its `ORA-nnnnn: `, its `%s` filled from `parameters` in order. */
export function errorText(code: number, parameters: readonly string[] = []): string {
  const template = templates.get(code);
  if (template === undefined) return `Message ${String(code)} not found;  product=RDBMS; facility=ORA`;
  let next = 0;
  return template.replaceAll('%s', () => parameters[next++] ?? '');
}

/** `ORA-nnnnn: text`. */
export function errorLine(code: number, parameters: readonly string[] = []): string {
  return `ORA-${String(code).padStart(5, '0')}: ${errorText(code, parameters)}`;
}
