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
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@SpringBootTest(classes = EngineTestApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "camunda.bpm.job-execution.enabled=false", "spring.jpa.hibernate.ddl-auto=none" })
@ActiveProfiles("test")
@interface EngineTest {

}
