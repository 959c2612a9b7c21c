// SPDX-License-Identifier: GPL-3.0-or-later
// Scene files as trees of nodes: read with what they extend, and overridden from the command line.
#pragma once
#include "base/name_set.h"
#include "base/text.h"
#include "tree/node.h"

// A file that was read once, see document_read_once.
struct read_file {
    const struct source *source;
    struct node *root; // NULL: it has a mistake
};

// Owns nodes and the sources they point into. {0} is empty.
struct document {
    struct node **nodes;
    size_t count, capacity;
    struct source **sources;
    size_t source_count, source_capacity;
    // Files that were read once, and by their paths their positions.
    struct read_file *files;
    size_t file_count, file_capacity;
    struct name_set paths;
    bool is_tree;    // no node has two parents: document_with changes those below the root in place
    size_t borrowed; // of the sources, the first so many are those of another document
    char *allowed;   // the folder that its files must lie in; NULL: anywhere; owned
};

void document_finish(struct document *document);

// Restricts a document that is still empty to files in a folder: "": that of the scene, NULL: no
// restriction.
void document_restrict(struct document *document, const char *folder, const char *scene);

// Reads the file at `path` ("-": standard input) and every file that its `extends` names (relative
// to it): maps merge, lists and scalars replace. `from` is where the path was written, or {0}.
// Returns the merged root, a map without `extends`, owned by the document; NULL on error.
struct node *document_read(struct document *document, const char *path, struct place from,
                           struct error *error);

// Reads the file at `path` by itself, whatever its `extends` names; the root may be any node.
struct node *document_read_alone(struct document *document, const char *path, struct place from,
                                 struct error *error);

// The same of a file that may be asked for again; the root is then the same, which nobody changes.
struct node *document_read_once(struct document *document, const char *path, struct place from,
                                struct error *error);

// Returns `base` with `over` laid on it: maps merge key by key, anything else is replaced. NULL on
// error.
struct node *document_merge(struct document *document, struct node *base, struct node *over,
                            struct error *error);

// Adds the paths of the files that the document was read from, without standard input and pipes;
// they belong to it. The second leaves out those that were read once.
void document_inputs(const struct document *document, struct strings *paths);
void document_chain(const struct document *document, struct strings *paths);

// Parses the value of the `number`th --set, 0: of a --sweep; its places have no line.
struct node *document_parse_set(struct document *document, const char *text, int number,
                                struct error *error);

// Makes a string node of what an option such as --theme was given.
struct node *document_option(struct document *document, const char *option, const char *text);

// Parses a text of the program's own, such as a default; places name it `name`.
struct node *document_parse(struct document *document, const char *name, const char *text,
                            struct error *error);

// Gives a document that is still empty the sources of another, whose nodes can then be in its tree.
// The other must outlive it, and stays as it is.
void document_borrow(struct document *document, const struct document *other);

// Adds an empty source, which the document owns.
struct source *document_source(struct document *document);

// Makes a node of the document: an empty one of `kind` with the place.
struct node *document_node(struct document *document, enum node_kind kind, struct place place);

// Returns a copy of `root` with `value` at a path such as optimizers.0.lr: keys and list positions
// between dots; an entry of a list that is `name` or `{name: options}` is passed through to its
// options. What does not change is shared. `place` is where the path was written; with `by_column`
// errors stand at their part of it. NULL on error.
struct node *document_with(struct document *document, const struct node *root, const char *path,
                           struct place place, bool by_column, struct node *value,
                           struct error *error);

// Parses `key=value` as given to the `number`th --set, or with `is_list` `key=value,value...` to a
// --sweep (number 0). Both nodes have their places in the argument.
bool document_parse_option(struct document *document, const char *text, int number, bool is_list,
                           struct node **key, struct node **value, struct error *error);

// Adds `key: value` to a map, which the document owns.
void document_add(struct document *document, struct node *map, const char *key,
                  const struct node *value);

// Removes a key of a map, where it has it.
void document_drop(struct node *map, const char *key);

// Returns a node of the document with the contents of another, whose children both then have.
struct node *document_share(struct document *document, const struct node *node);
