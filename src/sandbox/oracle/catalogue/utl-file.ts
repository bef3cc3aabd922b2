import type { HeaderText } from './header-text';

/** UTL_FILE, without the national character set twins. */
export const utlFile: HeaderText = {
  name: 'UTL_FILE',
  grantedToPublic: true,
  text: `
record FILE_TYPE | id binary_integer, datatype binary_integer, byte_mode boolean
function FOPEN return file_type | location varchar2, filename varchar2, open_mode varchar2, max_linesize binary_integer = null
function IS_OPEN return boolean | file file_type
procedure FCLOSE | file inout file_type
procedure FCLOSE_ALL |
procedure GET_LINE | file file_type, buffer out varchar2, len binary_integer = null
procedure PUT | file file_type, buffer varchar2
procedure NEW_LINE | file file_type, lines binary_integer = 1
procedure PUT_LINE | file file_type, buffer varchar2, autoflush boolean = false
procedure PUT_RAW | file file_type, buffer raw, autoflush boolean = false
procedure GET_RAW | file file_type, buffer out raw, len binary_integer = null
procedure FFLUSH | file file_type
procedure FSEEK | file inout file_type, absolute_offset binary_integer = null, relative_offset binary_integer = null
function FGETPOS return binary_integer | file file_type
procedure FREMOVE | location varchar2, filename varchar2
procedure FRENAME | src_location varchar2, src_filename varchar2, dest_location varchar2, dest_filename varchar2, overwrite boolean = false
procedure FCOPY | src_location varchar2, src_filename varchar2, dest_location varchar2, dest_filename varchar2, start_line binary_integer = 1, end_line binary_integer = null
procedure FGETATTR | location varchar2, filename varchar2, fexists out boolean, file_length out number, block_size out binary_integer
exception INVALID_PATH -29280
exception INVALID_MODE -29281
exception INVALID_FILEHANDLE -29282
exception INVALID_OPERATION -29283
exception READ_ERROR -29284
exception WRITE_ERROR -29285
exception INTERNAL_ERROR -29286
exception INVALID_MAXLINESIZE -29287
exception INVALID_FILENAME -29288
exception ACCESS_DENIED -29289
exception INVALID_OFFSET -29290
exception DELETE_FAILED -29291
exception RENAME_FAILED -29292
exception CHARSETMISMATCH -29298
`,
};
