import type { HeaderText } from './header-text';

/** Small packages around a session: what Redoubt calls, and what people call by mistake or habit next to it. */
export const sessionPackages: readonly HeaderText[] = [
  {
    name: 'DBMS_FLASHBACK',
    grantedToPublic: false,
    text: `
function GET_SYSTEM_CHANGE_NUMBER return number |
procedure ENABLE_AT_SYSTEM_CHANGE_NUMBER | query_scn number
procedure ENABLE_AT_TIME | query_time timestamp
procedure DISABLE |
`,
  },
  {
    name: 'DBMS_UTILITY',
    grantedToPublic: true,
    text: `
function FORMAT_ERROR_STACK return varchar2 |
function FORMAT_ERROR_BACKTRACE return varchar2 |
function FORMAT_CALL_STACK return varchar2 |
function IS_CLUSTER_DATABASE return boolean |
function PORT_STRING return varchar2 |
procedure DB_VERSION | version out varchar2, compatibility out varchar2
function GET_TIME return number |
`,
  },
  {
    name: 'DBMS_APPLICATION_INFO',
    grantedToPublic: true,
    text: `
procedure SET_MODULE | module_name varchar2, action_name varchar2
procedure SET_ACTION | action_name varchar2
procedure READ_MODULE | module_name out varchar2, action_name out varchar2
procedure SET_CLIENT_INFO | client_info varchar2
procedure READ_CLIENT_INFO | client_info out varchar2
constant SET_SESSION_LONGOPS_NOHINT binary_integer = -1
`,
  },
  {
    name: 'DBMS_SESSION',
    grantedToPublic: true,
    text: `
procedure SLEEP | seconds number | 18
function IS_ROLE_ENABLED return boolean | rolename varchar2
procedure SET_IDENTIFIER | client_id varchar2
procedure CLEAR_IDENTIFIER |
`,
  },
  {
    name: 'DBMS_LOCK',
    grantedToPublic: false,
    text: `
procedure SLEEP | seconds number
`,
  },
  {
    name: 'DBMS_OUTPUT',
    grantedToPublic: true,
    text: `
procedure ENABLE | buffer_size integer = 20000
procedure DISABLE |
procedure PUT | a varchar2
procedure PUT_LINE | a varchar2
procedure NEW_LINE |
procedure GET_LINE | line out varchar2, status out integer
`,
  },
];
