/**
 * JMH benchmarks. Each names the other program that it is compared with; run both within the same
 * minute on the same machine and compare ratios.
 */
@NullMarked
package io.github.clip4j.benchmarks;

import org.jspecify.annotations.NullMarked;
