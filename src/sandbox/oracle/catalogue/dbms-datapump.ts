import type { HeaderText } from './header-text';

/**
 * DBMS_DATAPUMP: subprograms and exceptions of Oracle's own header (dbmsdp.sql) and of the 19c "PL/SQL Packages and
 * Types Reference". Subprograms that only Oracle's own network jobs call are left out.
 */
export const dbmsDatapump: HeaderText = {
  name: 'DBMS_DATAPUMP',
  grantedToPublic: true,
  text: `
procedure ADD_DEVICE | handle number, devicename varchar2, volumesize varchar2 = null
procedure ADD_FILE | handle number, filename varchar2, directory varchar2 = null, filesize varchar2 = null, filetype number = 1, reusefile number = null
function ATTACH return number | job_name varchar2 = null, job_owner varchar2 = null
procedure DATA_FILTER | handle number, name varchar2, value number, table_name varchar2 = null, schema_name varchar2 = null
procedure DATA_FILTER | handle number, name varchar2, value clob, table_name varchar2 = null, schema_name varchar2 = null
procedure DATA_FILTER | handle number, name varchar2, value varchar2, table_name varchar2 = null, schema_name varchar2 = null
procedure DATA_REMAP | handle number, name varchar2, table_name varchar2, column varchar2, function varchar2, schema varchar2 = null
procedure DETACH | handle number
procedure GET_DUMPFILE_INFO | filename varchar2, directory varchar2, info_table out ku$_dumpfile_info, filetype out number
function GET_STATUS return ku$_status | handle number, mask integer, timeout number = null
procedure GET_STATUS | handle number, mask integer, timeout number = null, job_state out varchar2, status out ku$_status1010
procedure GET_STATUS | handle number, mask integer, timeout number = null, job_state out varchar2, status out ku$_status1020
procedure GET_STATUS | handle number, mask integer, timeout number = null, job_state out varchar2, status out ku$_status1120
procedure GET_STATUS | handle number, mask integer, timeout number = null, job_state out varchar2, status out ku$_status1210
procedure GET_STATUS | handle number, mask integer, timeout number = null, job_state out varchar2, status out ku$_status1220
procedure LOG_ENTRY | handle number, message varchar2, log_file_only number = 0
procedure LOG_ERROR | handle number, message varchar2, error_number number = 0, fatal_error number = 0, log_file_only number = 0
procedure METADATA_FILTER | handle number, name varchar2, value varchar2, object_path varchar2 = null, object_type varchar2 = null
procedure METADATA_FILTER | handle number, name varchar2, value clob, object_path varchar2 = null, object_type varchar2 = null
procedure METADATA_TRANSFORM | handle number, name varchar2, value varchar2, object_type varchar2 = null
procedure METADATA_TRANSFORM | handle number, name varchar2, value number, object_type varchar2 = null
procedure METADATA_REMAP | handle number, name varchar2, old_value varchar2, value varchar2, object_type varchar2 = null
function OPEN return number | operation varchar2, job_mode varchar2, remote_link varchar2 = null, job_name varchar2 = null, version varchar2 = 'COMPATIBLE', compression number = 2
procedure SET_PARALLEL | handle number, degree number
procedure SET_PARAMETER | handle number, name varchar2, value varchar2
procedure SET_PARAMETER | handle number, name varchar2, value number
procedure START_JOB | handle number, skip_current number = 0, abort_step number = 0, cluster_ok number = 1, service_name varchar2 = null
procedure STOP_JOB | handle number, immediate number = 0, keep_master number = null, delay number = 60
procedure WAIT_FOR_JOB | handle number, job_state out varchar2
function DATAPUMP_JOB return boolean |
function HAS_PRIVS return boolean | oper varchar2
procedure CREATE_JOB_VIEW | job_schema varchar2, job_name varchar2, view_name varchar2, view_type number = 0
procedure CREATE_JOB_VIEW | handle number, view_name varchar2, view_type number = 0
procedure SET_DEBUG | on_off number, ip_addr varchar2 = null
procedure SET_DEBUG | debug_flags binary_integer, version_flag binary_integer
procedure CLIENT_LOB_APPEND | value varchar2, position number, as_is number = 0
function CLIENT_LOB_GET return clob |
procedure CLIENT_LOB_DELETE |
exception INVALID_HANDLE -31623
exception NO_SUCH_JOB -31626
exception SUCCESS_WITH_INFO -31627
exception PRIVILEGE_ERROR -31631
exception JOB_EXISTS -31634
exception INVALID_ARGVAL -39001
exception INVALID_OPERATION -39002
exception INVALID_STATE -39004
exception INCONSISTENT_ARGS -39005
exception INTERNAL_ERROR -39006
exception NO_DUMPFILE_INFO -39211
constant INVALID_ARGVAL_NUM number = -39001
constant INVALID_OPERATION_NUM number = -39002
constant INCONSISTENT_ARGS_NUM number = -39005
constant PRIVILEGE_ERROR_NUM number = -31631
constant INVALID_HANDLE_NUM number = -31623
constant INVALID_STATE_NUM number = -39004
constant JOB_EXISTS_NUM number = -31634
constant NO_SUCH_JOB_NUM number = -31626
constant INTERNAL_ERROR_NUM number = -39006
constant SUCCESS_WITH_INFO_NUM number = -31627
constant NO_DUMPFILE_INFO_NUM number = -39211
constant KU$_STATUS_WIP binary_integer = 1
constant KU$_STATUS_JOB_DESC binary_integer = 2
constant KU$_STATUS_JOB_STATUS binary_integer = 4
constant KU$_STATUS_JOB_ERROR binary_integer = 8
constant KU$_FILE_TYPE_DUMP_FILE binary_integer = 1
constant KU$_FILE_TYPE_BAD_FILE binary_integer = 2
constant KU$_FILE_TYPE_LOG_FILE binary_integer = 3
constant KU$_FILE_TYPE_SQL_FILE binary_integer = 4
constant KU$_FILE_TYPE_URIDUMP_FILE binary_integer = 5 | 19
constant KU$_DUMPFILE_TYPE_DISK binary_integer = 0
constant KU$_DUMPFILE_TYPE_PIPE binary_integer = 1
constant KU$_DUMPFILE_TYPE_TAPE binary_integer = 2
constant KU$_DUMPFILE_TYPE_TEMPLATE binary_integer = 3
constant KU$_DUMPFILE_TYPE_URIDISK binary_integer = 4 | 19
constant KU$_STATUS_VERSION_1 number = 1
constant KU$_STATUS_VERSION_2 number = 2
constant KU$_STATUS_VERSION_3 number = 3
constant KU$_STATUS_VERSION_4 number = 4
constant KU$_STATUS_VERSION_5 number = 5
constant KU$_STATUS_VERSION number = 5
constant KU$_JOB_VIEW_ALL number = 0
constant KU$_JOB_VIEW_TTS_TABLESPACES number = 1
constant KU$_JOB_VIEW_ENCCOL_TABLES number = 2
constant KU$_JOB_COMPLETE number = 1
constant KU$_JOB_COMPLETE_ERRORS number = 2
constant KU$_JOB_STOPPED number = 3
constant KU$_JOB_ABORTED number = 4
constant KU$_COMPRESS_NONE number = 1
constant KU$_COMPRESS_METADATA number = 2
constant KU$_DATAOPT_SKIP_CONST_ERR number = 1
constant KU$_DATAOPT_XMLTYPE_CLOB number = 2
constant KU$_DATAOPT_NOTYPE_EVOL number = 4
constant KU$_DATAOPT_DISABL_APPEND_HINT number = 8
constant KU$_DATAOPT_REJECT_ROWS_REPCHR number = 16
constant KU$_DATAOPT_ENABLE_NET_COMP number = 32
constant KU$_DATAOPT_GRP_PART_TAB number = 64
constant KU$_DATAOPT_TRUST_EXIST_TB_PAR number = 128
constant KU$_DATAOPT_VALIDATE_TBL_DATA number = 256 | 18
constant KU$_DATAOPT_VERIFY_STREAM_FORM number = 512
constant KU$_DATAOPT_CONT_LD_ON_FMT_ERR number = 1024 | 19
constant KU$_DFHDR_FILE_VERSION number = 1
constant KU$_DFHDR_MASTER_PRESENT number = 2
constant KU$_DFHDR_GUID number = 3
constant KU$_DFHDR_FILE_NUMBER number = 4
constant KU$_DFHDR_CHARSET_ID number = 5
constant KU$_DFHDR_CREATION_DATE number = 6
constant KU$_DFHDR_FLAGS number = 7
constant KU$_DFHDR_JOB_NAME number = 8
constant KU$_DFHDR_PLATFORM number = 9
constant KU$_DFHDR_INSTANCE number = 10
constant KU$_DFHDR_LANGUAGE number = 11
constant KU$_DFHDR_BLOCKSIZE number = 12
constant KU$_DFHDR_DIRPATH number = 13
constant KU$_DFHDR_METADATA_COMPRESSED number = 14
constant KU$_DFHDR_DB_VERSION number = 15
constant KU$_DFHDR_MASTER_PIECE_COUNT number = 16
constant KU$_DFHDR_MASTER_PIECE_NUMBER number = 17
constant KU$_DFHDR_DATA_COMPRESSED number = 18
constant KU$_DFHDR_METADATA_ENCRYPTED number = 19
constant KU$_DFHDR_DATA_ENCRYPTED number = 20
constant KU$_DFHDR_COLUMNS_ENCRYPTED number = 21
constant KU$_DFHDR_ENCRYPTION_MODE number = 22
constant KU$_DFHDR_ENCPWD_MODE number = 22
constant KU$_DFHDR_COMPRESSION_ALG number = 23
constant KU$_DFHDR_HADOOP_TRAILERS number = 24
constant KU$_DFHDR_MAX_ITEM_CODE number = 25
`,
};
