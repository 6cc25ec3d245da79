package io.countersign.engine;

import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.runtime.ProcessInstance;

/** What the tests of this module leave in the engine. */
final class TestInstances {

	private TestInstances() {
	}

	static void removeAll(RuntimeService runtime, HistoryService history) {
		for (ProcessInstance instance : runtime.createProcessInstanceQuery().rootProcessInstances().list()) {
			runtime.deleteProcessInstance(instance.getId(), "end of the test");
		}
		for (HistoricProcessInstance instance : history.createHistoricProcessInstanceQuery().list()) {
			history.deleteHistoricProcessInstanceIfExists(instance.getId());
		}
	}

}
