/**
 * Work that every node does by itself, beside the engine's jobs: threads that take what
 * is due in batches, wake when something was added, and end with the piece in hand.
 * <p>
 * What is due stands in a table of the capability, which claims it so that no two nodes
 * work on the same row; this module knows threads and nothing else.
 */
@org.springframework.modulith.ApplicationModule(displayName = "Work", allowedDependencies = {})
package io.countersign.work;
