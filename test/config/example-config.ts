/** A configuration with every part that the tests change, as text: lines matter in them. */
export const exampleConfig = `temporal: { address: "localhost:7233", namespace: default, taskQueue: redoubt }
installation: prod
databases:
  sales:
    connectString: db1.example.com:1521/SALES
    user: REDOUBT
    password: { env: SALES_PASSWORD }
    jurisdictions: [EU, UK]
    export: { mode: schema, schemas: [SALES], directory: REDOUBT_DIR, parallel: 4 }
    copies:
      regions: [london, frankfurt]
      minCopies: 2
regions:
  london:
    region: eu-west-2
    bucket: redoubt-london
    jurisdiction: UK
    accessKeyId: { env: LONDON_ID }
    secretAccessKey: { file: london.secret }
  frankfurt: { endpoint: "https://s3.example.com", region: eu-central-1, bucket: redoubt, prefix: prod, jurisdiction: EU }
  virginia: { region: us-east-1, bucket: redoubt-virginia, jurisdiction: US }
encryption:
  recipients:
    - age137unnhrkvveeesgj9u58nf3zq0afyxl4zyn9lt2k0qv76n64fdmsupxpst
signing: { key: { file: keys/signing } }
`;
