package io.countersign.engine;

import java.beans.FeatureDescriptor;
import java.util.Collections;
import java.util.Iterator;

import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.impl.juel.jakarta.el.ELContext;
import org.camunda.bpm.impl.juel.jakarta.el.ELResolver;

import org.springframework.aop.support.AopUtils;
import org.springframework.context.ApplicationContext;

/**
 * Resolves the beans a model may name: its steps and the application's own helpers. A
 * data source or a JDBC template is not found.
 */
class ModelBeansResolver extends ELResolver {

	private static final String OWN = "io.countersign.";

	private final ApplicationContext context;

	ModelBeansResolver(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public Object getValue(ELContext elContext, Object base, Object property) {
		if (base == null && property instanceof String name && this.context.containsBean(name)) {
			Object bean = this.context.getBean(name);
			if (bean instanceof JavaDelegate || AopUtils.getTargetClass(bean).getName().startsWith(OWN)) {
				elContext.setPropertyResolved(true);
				return bean;
			}
		}
		return null;
	}

	@Override
	public void setValue(ELContext elContext, Object base, Object property, Object value) {
		// A bean is not assigned to; whoever comes next says so.
	}

	@Override
	public Class<?> getType(ELContext elContext, Object base, Object property) {
		return null;
	}

	@Override
	public boolean isReadOnly(ELContext elContext, Object base, Object property) {
		return true;
	}

	@Override
	public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext elContext, Object base) {
		return Collections.emptyIterator();
	}

	@Override
	public Class<?> getCommonPropertyType(ELContext elContext, Object base) {
		return Object.class;
	}

}
