package io.countersign;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.countersign.signature.SimulatedTimeStamps;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ActiveProfiles;

/**
 * A test of the whole application on a real PostgreSQL and a real port. All such tests of
 * a run share one application context and one database; no agreement of another test is
 * left in it when a test starts, and the clock shows the real time.
 * <p>
 * No job runs by itself, see {@link EngineJobs}, and nothing goes to the ROC by itself,
 * see {@link SimulatedRoc}. Time stamps come from {@link SimulatedTimeStamps}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@SpringBootTest(classes = CountersignApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("test")
@Import({ Database.class, EngineJobs.class, SimulatedRoc.class, SimulatedTimeStamps.class, TestClock.class })
@ExtendWith(FreshStart.class)
public @interface CountersignTest {

	/**
	 * Whether each test method starts without the agreements of the method before; else
	 * only the class does.
	 */
	boolean freshForEachMethod() default true;

}
