package io.countersign.engine;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.ActiveProfiles;

/**
 * A test of this module alone, on the engine as the application configures it and a real
 * PostgreSQL, without any capability. What the models of a test call are the beans of
 * {@link EngineTestApplication}.
 * <p>
 * The engine has a name of its own: engines of one JVM find each other by name.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@SpringBootTest(classes = EngineTestApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "camunda.bpm.process-engine-name=" + EngineTest.ENGINE, "spring.jpa.hibernate.ddl-auto=none" })
@ActiveProfiles("test")
@interface EngineTest {

	String ENGINE = "engineTest";

}
