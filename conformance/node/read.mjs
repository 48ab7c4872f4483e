// Answers requests for the Python tests: JSON lines of {operation, input} on stdin, and for each
// one line {output} or {error} on stdout. The SDK finds endpoint and keys in the environment.
import { createInterface } from "node:readline";
import * as deadline from "@aws-sdk/client-deadline";

// Host prefixes have no switch in the environment of this SDK.
const client = new deadline.DeadlineClient({ disableHostPrefix: true });

async function answer({ operation, input }) {
  const Command = deadline[`${operation}Command`];
  try {
    const { $metadata, ...output } = await client.send(new Command(input));
    return { output, requestId: $metadata.requestId };
  } catch (error) {
    const { name, message, reason, resourceId, resourceType } = error;
    return {
      error: {
        name, message, reason, resourceId, resourceType,
        // The class says whether the SDK knew the exception or only saw some failure.
        isTyped: deadline[name] !== undefined && error instanceof deadline[name],
        status: error.$metadata?.httpStatusCode,
      },
    };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line))));
}
