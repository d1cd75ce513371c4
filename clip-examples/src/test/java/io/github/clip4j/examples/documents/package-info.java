/**
 * The code and the outputs that README and docs show, compiled and run. A Java block of a document
 * is a region ({@code // snippet: name} to {@code // end}) of a class of this package; start with
 * {@link io.github.clip4j.examples.documents.DocumentsTest}, which compares them.
 */
package io.github.clip4j.examples.documents;
