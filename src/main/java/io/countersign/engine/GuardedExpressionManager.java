package io.countersign.engine;

import java.util.Map;
import java.util.Set;

import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.delegate.BaseDelegateExecution;
import org.camunda.bpm.engine.impl.el.Expression;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.impl.el.JuelExpression;
import org.camunda.bpm.engine.impl.el.JuelExpressionManager;
import org.camunda.bpm.engine.impl.el.VariableContextElResolver;
import org.camunda.bpm.engine.impl.el.VariableScopeElResolver;
import org.camunda.bpm.engine.spring.SpringExpressionManager;
import org.camunda.bpm.impl.juel.jakarta.el.ArrayELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.BeanELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.CompositeELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.ELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.ListELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.MapELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.ValueExpression;

import org.springframework.context.ApplicationContext;

/**
 * Expressions without their two holes.
 * <p>
 * The engine evaluates expressions that come with a task query or a stored filter, also
 * where its settings forbid that (CVE-2026-109432): anybody who may log in to Tasklist
 * could run code. Only queries evaluate an expression without a scope, so there all but
 * the three expressions are refused that filters need.
 * <p>
 * In models, expressions reach variables and the beans of this application, but neither
 * Java's reflection nor the engine's services nor the beans of the frameworks: what a
 * process owner deploys can call the steps that exist, not invent new ones.
 */
class GuardedExpressionManager extends SpringExpressionManager {

	private static final Set<String> IN_QUERIES = Set.of("${currentUser()}", "${currentUserGroups()}", "${now()}");

	GuardedExpressionManager(ApplicationContext context, Map<Object, Object> beans) {
		super(context, beans);
	}

	@Override
	public Expression createExpression(String expression) {
		return new GuardedExpression(createValueExpression(expression), this, expression);
	}

	@Override
	protected ELResolver createElResolver() {
		CompositeELResolver resolver = new CompositeELResolver();
		resolver.add(new ExpressionFence());
		resolver.add(new VariableScopeElResolver());
		resolver.add(new VariableContextElResolver());
		resolver.add(new ModelBeansResolver(this.applicationContext));
		resolver.add(new ArrayELResolver());
		resolver.add(new ListELResolver());
		resolver.add(new MapELResolver());
		resolver.add(new BeanELResolver());
		return resolver;
	}

	private static final class GuardedExpression extends JuelExpression {

		private GuardedExpression(ValueExpression expression, JuelExpressionManager manager, String text) {
			super(expression, manager, text);
		}

		@Override
		public Object getValue(VariableScope scope, BaseDelegateExecution context) {
			if (scope == null && context == null && !isLiteralText() && !IN_QUERIES.contains(getExpressionText())) {
				throw new BadUserRequestException("In queries and filters only these expressions are evaluated: "
						+ String.join(", ", IN_QUERIES.stream().sorted().toList()));
			}
			return super.getValue(scope, context);
		}

	}

}
