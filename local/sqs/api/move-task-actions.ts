import { queueNameIn } from "../queues/attributes.ts";
import { type ActionContext, on } from "./action.ts";
import { renderMoveTask } from "./render.ts";
import { requests } from "./schemas.ts";

/** The actions on message move tasks. */
export function moveTaskActions({ engine, toArn }: ActionContext) {
  return {
    StartMessageMoveTask: on(requests.StartMessageMoveTask, (input) => {
      const destination = input.DestinationArn && queueNameIn(input.DestinationArn);
      const source = queueNameIn(input.SourceArn);
      return { TaskHandle: engine.startMessageMoveTask(source, destination, input.MaxNumberOfMessagesPerSecond) };
    }),
    ListMessageMoveTasks: on(requests.ListMessageMoveTasks, (input) => {
      const tasks = engine.listMessageMoveTasks(queueNameIn(input.SourceArn)).slice(0, input.MaxResults ?? 1);
      return { Results: tasks.map((task) => renderMoveTask(task, toArn)) };
    }),
    CancelMessageMoveTask: on(requests.CancelMessageMoveTask, (input) => ({
      ApproximateNumberOfMessagesMoved: engine.cancelMessageMoveTask(input.TaskHandle),
    })),
  };
}
