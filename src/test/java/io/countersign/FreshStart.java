package io.countersign;

import io.countersign.signature.SimulatedTimeStamps;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/** Gives every test an empty desk and the real time. */
class FreshStart implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {

	@Override
	public void beforeAll(ExtensionContext context) {
		clean(context);
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		CountersignTest annotation = AnnotatedElementUtils.findMergedAnnotation(context.getRequiredTestClass(),
				CountersignTest.class);
		if (annotation == null || annotation.freshForEachMethod()) {
			clean(context);
		}
	}

	@Override
	public void afterEach(ExtensionContext context) {
		application(context).getBean(TestClock.class).reset();
		application(context).getBean(SimulatedRoc.class).behave();
		application(context).getBean(SimulatedTimeStamps.class).behave(SimulatedTimeStamps.Manner.GOOD);
	}

	private static void clean(ExtensionContext context) {
		application(context).getBean(Database.class).clean();
	}

	private static ApplicationContext application(ExtensionContext context) {
		return SpringExtension.getApplicationContext(context);
	}

}
