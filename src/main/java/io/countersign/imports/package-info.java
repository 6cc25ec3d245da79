/**
 * Many at once: files of packages, or of running agreements, with one row for each. A
 * file is read and measured whole before anything is stored; its rows are then worked off
 * by every node, each by the same intake as a package that comes alone.
 */
@org.springframework.modulith.ApplicationModule(displayName = "Imports",
		allowedDependencies = { "kernel", "work", "identity", "agreement", "web" })
package io.countersign.imports;
