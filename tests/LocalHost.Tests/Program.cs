using Azure.Data.Tables;
using Countme.LocalHost;
using Countme.LocalHost.Orchestrations;
using Countme.LocalHost.Storage;
using Countme.LocalHost.Tests.Orchestrations;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging.Abstractions;

// A host that a test can kill: CONNECTION TABLE. It writes a line for each activity, which goes on when it is answered by a line,
// so that the host cannot run away from the test that kills it. It ends when standard input closes.
ToyApp app = new ToyApp()
    .Activity<int, int>("Step", number =>
    {
        Console.Out.WriteLine(number);
        Console.In.ReadLine();
        return number;
    })
    .Orchestrator("Part", context => context.CallActivityAsync<int>("Step", context.GetInput<int>()))
    .Orchestrator("Chain", async context =>
    {
        int sum = 0;
        for (int i = 1; i <= 20; i++)
        {
            sum += await context.CallActivityAsync<int>("Step", i);
            sum += await context.CallSubOrchestratorAsync<int>("Part", i * 100);
        }

        return sum;
    });
var runtime = new OrchestrationRuntime(
    new TableInstanceStore(new TableClient(args[0], args[1])),
    app, new LocalHostOptions(), TimeProvider.System, NullLoggerFactory.Instance);
await using (runtime)
{
    await runtime.StartAsync(CancellationToken.None);
    var client = new LocalDurableTaskClient(runtime);
    if (await client.GetInstanceAsync("chain") is null)
    {
        await client.ScheduleNewOrchestrationInstanceAsync("Chain", new StartOrchestrationOptions("chain"));
    }

    await client.WaitForInstanceCompletionAsync("chain", CancellationToken.None);
    Console.Out.WriteLine("end");
    await Console.In.ReadLineAsync();
}
