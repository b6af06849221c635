/* Written by generate-options from the options' table; don't edit. */
#define NST_PDB_OPTIONS_HELP ""
