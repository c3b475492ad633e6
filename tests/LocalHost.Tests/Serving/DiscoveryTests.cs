using Countme.LocalHost.Discovery;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Configuration;

namespace Countme.LocalHost.Tests.Serving;

public sealed class DiscoveryTests
{
    [Fact]
    public void Catalog_OfToyFunctions_HasEachOnce()
    {
        var settings = new Dictionary<string, string?>
        {
            ["ToyContainer"] = "logs", ["ToySchedule"] = "0 0 6 * * *", ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
        };

        FunctionCatalog catalog = FunctionCatalog.Find(
            [typeof(ToyFunctions)], new ConfigurationBuilder().AddInMemoryCollection(settings).Build());

        Assert.Equal(["Arrived", "Daily", "Fails", "Greet", "Open", "Say", "Start"], catalog.Functions.Select(function => function.Name));
    }

    [Fact]
    public void Catalog_OfBadFunctions_NamesEveryProblem()
    {
        var exception = Assert.Throws<FunctionCatalogException>(
            () => FunctionCatalog.Find([typeof(Bad)], new ConfigurationBuilder().Build()));

        Assert.Equal(
            """
            The functions cannot be served:
              NoTrigger: found 0 triggers, expected one.
              Context: found the parameter Int32 number, which nothing here can fill; expected nothing but one input.
              Context: found the parameter String text, which nothing here can fill; expected nothing but one input.
              Body: found HttpTriggerAttribute on a String, expected HttpRequest.
              Cron: found 's' as second in schedule 's 0 0 * * *', expected *, a number from 0 to 59, a range or a step.
              Setting: found no setting Missing, expected it in local.settings.json or the environment because of '%Missing%'.
              Twice: found the name on Bad.OneOf and Bad.TwoOf, expected each name once.
            """.ReplaceLineEndings("\n"),
            exception.Message);
    }

#pragma warning disable IDE0060 // The parameters are what is found.
    public static class Bad
    {
        [Function("NoTrigger")]
        public static void NoTrigger(string text)
        {
        }

        [Function("Context")]
        public static void Context([OrchestrationTrigger] TaskOrchestrationContext context, int number, string text)
        {
        }

        [Function("Body")]
        public static void Body([HttpTrigger] string body)
        {
        }

        [Function("Cron")]
        public static void Cron([TimerTrigger("s 0 0 * * *")] TimerInfo timer)
        {
        }

        [Function("Setting")]
        public static void Setting([TimerTrigger("%Missing%")] TimerInfo timer)
        {
        }

        [Function("Twice")]
        public static IResult OneOf([HttpTrigger("get")] HttpRequest request) => Results.Ok();

        [Function("twice")]
        public static IResult TwoOf([HttpTrigger("get")] HttpRequest request) => Results.Ok();
    }
#pragma warning restore IDE0060
}
