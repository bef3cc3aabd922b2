import type { HeaderText } from './header-text';

/** Package STANDARD: functions and exceptions that need no package name. SQLERRM and SQLCODE are here too. */
export const standard: HeaderText = {
  name: 'STANDARD',
  grantedToPublic: true,
  text: `
function SQLCODE return pls_integer |
function SQLERRM return varchar2 |
function SQLERRM return varchar2 | code pls_integer
function USER return varchar2 |
function SYSDATE return date |
function SYSTIMESTAMP return timestamp |
function BFILENAME return bfile | directory varchar2, filename varchar2
function SUBSTR return varchar2 | str1 varchar2, pos pls_integer
function SUBSTR return varchar2 | str1 varchar2, pos pls_integer, len pls_integer
function SUBSTRB return varchar2 | str1 varchar2, pos pls_integer
function SUBSTRB return varchar2 | str1 varchar2, pos pls_integer, len pls_integer
function INSTR return pls_integer | str1 varchar2, str2 varchar2, pos pls_integer = 1, nth pls_integer = 1
function LENGTH return pls_integer | ch varchar2
function LENGTHB return pls_integer | ch varchar2
function UPPER return varchar2 | ch varchar2
function LOWER return varchar2 | ch varchar2
function TRIM return varchar2 | v varchar2
function LTRIM return varchar2 | str1 varchar2, tset varchar2 = ' '
function RTRIM return varchar2 | str1 varchar2, tset varchar2 = ' '
function LPAD return varchar2 | str1 varchar2, len pls_integer, pad varchar2 = ' '
function RPAD return varchar2 | str1 varchar2, len pls_integer, pad varchar2 = ' '
function REPLACE return varchar2 | srcstr varchar2, oldsub varchar2, newsub varchar2 = null
function CHR return varchar2 | n pls_integer
function ASCII return pls_integer | ch varchar2
function TO_CHAR return varchar2 | left number
function TO_CHAR return varchar2 | left date
function TO_CHAR return varchar2 | left timestamp
function TO_CHAR return varchar2 | left varchar2
function TO_CHAR return varchar2 | left number, format varchar2
function TO_CHAR return varchar2 | left date, format varchar2
function TO_CHAR return varchar2 | left timestamp, format varchar2
function TO_NUMBER return number | left varchar2
function TO_NUMBER return number | left number
function TO_CLOB return clob | v varchar2
function TO_CLOB return clob | v clob
function HEXTORAW return raw | c varchar2
function RAWTOHEX return varchar2 | r raw
function NVL return varchar2 | s1 varchar2, s2 varchar2
function NVL return number | n1 number, n2 number
function NVL return boolean | b1 boolean, b2 boolean
function NVL return date | d1 date, d2 date
function NVL return clob | s1 clob, s2 clob
function NVL return raw | r1 raw, r2 raw
function NULLIF return varchar2 | s1 varchar2, s2 varchar2
function NULLIF return number | n1 number, n2 number
function COALESCE return varchar2 | s1 varchar2, s2 varchar2...
function COALESCE return number | n1 number, n2 number...
function BITAND return integer | left integer, right integer
function MOD return number | n1 number, n2 number
function ABS return number | n number
function SIGN return pls_integer | n number
function CEIL return number | n number
function FLOOR return number | n number
function POWER return number | n number, e number
function ROUND return number | left number, right pls_integer = 0
function TRUNC return number | left number, right pls_integer = 0
function TRUNC return date | left date
function GREATEST return number | n number...
function GREATEST return varchar2 | s varchar2...
function LEAST return number | n number...
function LEAST return varchar2 | s varchar2...
exception NO_DATA_FOUND 100
exception TOO_MANY_ROWS -1422
exception DUP_VAL_ON_INDEX -1
exception VALUE_ERROR -6502
exception INVALID_NUMBER -1722
exception ZERO_DIVIDE -1476
exception PROGRAM_ERROR -6501
exception STORAGE_ERROR -6500
exception TIMEOUT_ON_RESOURCE -51
exception ACCESS_INTO_NULL -6530
exception COLLECTION_IS_NULL -6531
exception SUBSCRIPT_OUTSIDE_LIMIT -6532
exception SUBSCRIPT_BEYOND_COUNT -6533
exception CASE_NOT_FOUND -6592
exception LOGIN_DENIED -1017
exception NOT_LOGGED_ON -1012
exception INVALID_CURSOR -1001
exception CURSOR_ALREADY_OPEN -6511
exception ROWTYPE_MISMATCH -6504
exception SYS_INVALID_ROWID -1410
exception SELF_IS_NULL -30625
`,
};
