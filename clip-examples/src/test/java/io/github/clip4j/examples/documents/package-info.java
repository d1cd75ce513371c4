/**
 * The code and the outputs that README and docs show, compiled and run. {@link
 * io.github.clip4j.examples.documents.Document} cuts a document into its blocks; {@link
 * io.github.clip4j.examples.documents.BlockKindsTest} lists the kinds of blocks there may be and
 * which test looks after each: start there. A Java block is a region ({@code // snippet: name} to
 * {@code // end}) of a class of this package; the {@code clip} commands of shell blocks are run one
 * after the other in a folder, and must print the block below them.
 */
package io.github.clip4j.examples.documents;
