// Answers requests for the Python tests: JSON lines of {operation, input} on stdin, and for each
// one line {output} or {error} on stdout. The SDK finds endpoint and keys in the environment. A line
// with an {answer} is not sent: that answer of {status, body} is read as if it had come.
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import * as deadline from "@aws-sdk/client-deadline";

// Host prefixes have no switch in the environment of this SDK.
const client = new deadline.DeadlineClient({ disableHostPrefix: true });
let given;
const reader = new deadline.DeadlineClient({
  disableHostPrefix: true,
  requestHandler: {
    handle: async () => ({
      response: { statusCode: given.status, headers: {}, body: Readable.from([given.body]) },
    }),
  },
});

async function answer({ operation, input, answer }) {
  given = answer;
  const Command = deadline[`${operation}Command`];
  try {
    const { $metadata, ...output } = await (answer ? reader : client).send(new Command(input));
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
