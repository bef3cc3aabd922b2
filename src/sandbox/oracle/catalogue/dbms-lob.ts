import type { HeaderText } from './header-text';

/** DBMS_LOB. BLOB lines stand beside their CLOB twins; SECUREFILE, DBFS and fragment calls are left out. */
export const dbmsLob: HeaderText = {
  name: 'DBMS_LOB',
  grantedToPublic: true,
  text: `
procedure OPEN | lob_loc inout blob, open_mode binary_integer
procedure OPEN | lob_loc inout clob, open_mode binary_integer
procedure OPEN | file_loc inout bfile, open_mode binary_integer = 0
procedure CLOSE | lob_loc inout blob
procedure CLOSE | lob_loc inout clob
procedure CLOSE | file_loc inout bfile
function ISOPEN return integer | lob_loc blob
function ISOPEN return integer | lob_loc clob
function ISOPEN return integer | file_loc bfile
procedure FILEOPEN | file_loc inout bfile, open_mode binary_integer = 0
procedure FILECLOSE | file_loc inout bfile
procedure FILECLOSEALL |
function FILEEXISTS return integer | file_loc bfile
function FILEISOPEN return integer | file_loc bfile
procedure FILEGETNAME | file_loc bfile, dir_alias out varchar2, filename out varchar2
function GETLENGTH return integer | lob_loc blob
function GETLENGTH return integer | lob_loc clob
function GETLENGTH return integer | file_loc bfile
procedure READ | lob_loc blob, amount inout integer, offset integer, buffer out raw
procedure READ | lob_loc clob, amount inout integer, offset integer, buffer out varchar2
procedure READ | file_loc bfile, amount inout integer, offset integer, buffer out raw
function SUBSTR return raw | lob_loc blob, amount integer = 32767, offset integer = 1
function SUBSTR return varchar2 | lob_loc clob, amount integer = 32767, offset integer = 1
function SUBSTR return raw | file_loc bfile, amount integer = 32767, offset integer = 1
procedure CREATETEMPORARY | lob_loc inout blob, cache boolean, dur pls_integer = 10
procedure CREATETEMPORARY | lob_loc inout clob, cache boolean, dur pls_integer = 10
procedure FREETEMPORARY | lob_loc inout blob
procedure FREETEMPORARY | lob_loc inout clob
function ISTEMPORARY return integer | lob_loc blob
function ISTEMPORARY return integer | lob_loc clob
procedure LOADFROMFILE | dest_lob inout blob, src_lob bfile, amount integer, dest_offset integer = 1, src_offset integer = 1
procedure LOADFROMFILE | dest_lob inout clob, src_lob bfile, amount integer, dest_offset integer = 1, src_offset integer = 1
procedure LOADBLOBFROMFILE | dest_lob inout blob, src_bfile bfile, amount integer, dest_offset inout integer, src_offset inout integer
procedure LOADCLOBFROMFILE | dest_lob inout clob, src_bfile bfile, amount integer, dest_offset inout integer, src_offset inout integer, bfile_csid number, lang_context inout integer, warning out integer
procedure APPEND | dest_lob inout blob, src_lob blob
procedure APPEND | dest_lob inout clob, src_lob clob
procedure WRITE | lob_loc inout blob, amount integer, offset integer, buffer raw
procedure WRITE | lob_loc inout clob, amount integer, offset integer, buffer varchar2
procedure WRITEAPPEND | lob_loc inout blob, amount integer, buffer raw
procedure WRITEAPPEND | lob_loc inout clob, amount integer, buffer varchar2
procedure TRIM | lob_loc inout blob, newlen integer
procedure TRIM | lob_loc inout clob, newlen integer
constant FILE_READONLY binary_integer = 0
constant LOB_READONLY binary_integer = 0
constant LOB_READWRITE binary_integer = 1
constant LOBMAXSIZE integer = 18446744073709551615
constant CALL pls_integer = 12
constant TRANSACTION pls_integer = 11
constant SESSION pls_integer = 10
constant DEFAULT_CSID integer = 0
constant DEFAULT_LANG_CTX integer = 0
constant NO_WARNING integer = 0
constant WARN_INCONVERTIBLE_CHAR integer = 1
exception INVALID_ARGVAL -21560
exception ACCESS_ERROR -22925
exception NOEXIST_DIRECTORY -22285
exception NOPRIV_DIRECTORY -22286
exception INVALID_DIRECTORY -22287
exception OPERATION_FAILED -22288
exception UNOPENED_FILE -22289
exception OPEN_TOOMANY -22290
exception SECUREFILE_BADLOB -43856
exception SECUREFILE_BADPARAM -43857
`,
};
