package io.countersign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.docs.Documenter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The house keeps its walls: modules use only what they declare, and the engine stays
 * behind its seam.
 */
class ArchitectureTests {

	private static final ApplicationModules MODULES = ApplicationModules.of(CountersignApplication.class);

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.countersign");

	@Test
	void modulesUseOnlyWhatTheyDeclare() {
		MODULES.verify();
	}

	@Test
	void onlyTheEngineItsTasksAndTheLoginKnowCamunda() {
		noClasses().that()
			.resideOutsideOfPackages("io.countersign.engine..", "io.countersign.identity..",
					"io.countersign.postgres..")
			.and()
			.haveNameNotMatching(".*(Tasks|Bean)(\\$.*)?")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.camunda.bpm..")
			.check(CLASSES);
	}

	@Test
	void onlyTheClientOfTheRocUsesCamundaConnect() {
		noClasses().that()
			.haveNameNotMatching(".*\\.RocClient(\\$.*)?")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.camunda.connect..", "org.apache.http..")
			.check(CLASSES);
	}

	@Test
	void theKernelIsPlainJava() {
		noClasses().that()
			.resideInAPackage("io.countersign.kernel..")
			.and()
			.doNotHaveSimpleName("package-info")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework..", "org.camunda..", "jakarta..")
			.check(CLASSES);
	}

	/**
	 * The picture of the modules is committed; {@code -Dcountersign.docs.write=true}
	 * draws it anew.
	 */
	@Test
	void thePictureOfTheModulesIsCurrent() throws IOException {
		Path folder = Path.of("target", "modules");
		new Documenter(MODULES, Documenter.Options.defaults().withOutputFolder(folder.toString()))
			.writeModulesAsPlantUml(
					Documenter.DiagramOptions.defaults().withStyle(Documenter.DiagramOptions.DiagramStyle.UML));
		Path committed = Path.of("docs", "modules.puml");
		String drawn = Files.readString(folder.resolve("components.puml"));
		if (Boolean.getBoolean("countersign.docs.write")) {
			Files.writeString(committed, drawn);
		}
		// The order of the arrows changes from run to run.
		assertThat(committed).content()
			.satisfies((text) -> assertThat(text.lines()).containsExactlyInAnyOrderElementsOf(drawn.lines().toList()));
	}

}
