package io.countersign.engine;

import java.beans.FeatureDescriptor;
import java.lang.reflect.AnnotatedElement;
import java.util.Collections;
import java.util.Iterator;
import java.util.Set;

import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.ProcessEngineServices;
import org.camunda.bpm.impl.juel.jakarta.el.ELContext;
import org.camunda.bpm.impl.juel.jakarta.el.ELResolver;

/**
 * Stands before the other resolvers and lets no expression of a model out of its garden:
 * not to classes and reflection, not to the engine's own services.
 */
class ExpressionFence extends ELResolver {

	private static final Set<String> CLOSED = Set.of("class", "getClass", "processEngineServices",
			"getProcessEngineServices", "processEngine", "getProcessEngine");

	@Override
	public Object getValue(ELContext context, Object base, Object property) {
		check(base, property);
		return null;
	}

	@Override
	public Object invoke(ELContext context, Object base, Object method, Class<?>[] types, Object[] parameters) {
		check(base, method);
		return null;
	}

	@Override
	public void setValue(ELContext context, Object base, Object property, Object value) {
		check(base, property);
	}

	@Override
	public Class<?> getType(ELContext context, Object base, Object property) {
		check(base, property);
		return null;
	}

	@Override
	public boolean isReadOnly(ELContext context, Object base, Object property) {
		return false;
	}

	@Override
	public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
		return Collections.emptyIterator();
	}

	@Override
	public Class<?> getCommonPropertyType(ELContext context, Object base) {
		return null;
	}

	private static void check(Object base, Object member) {
		if (base == null) {
			return;
		}
		if (CLOSED.contains(String.valueOf(member)) || base instanceof AnnotatedElement || base instanceof ClassLoader
				|| base instanceof ProcessEngineServices || base instanceof ProcessEngine) {
			throw new ProcessEngineException("An expression may not use '%s' here".formatted(member));
		}
	}

}
