/** An application that has Redoubt's workflows in its own bundle. */
export * from './workflows';
export * from 'redoubt-backup/workflows';
