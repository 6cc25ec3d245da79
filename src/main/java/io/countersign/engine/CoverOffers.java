package io.countersign.engine;

/**
 * Keeps open tasks offered to whoever stands in for somebody absent, also where an
 * absence begins, ends or is registered while a task waits.
 */
public interface CoverOffers {

	/**
	 * Offers an open task to those whom its {@link UserTaskRule} names now, and to nobody
	 * else by name. Does nothing where the task is done or somebody holds it.
	 * @param reference what the task is about
	 */
	void renew(String taskId, String reference);

}
