using Countme.Functions;
using Countme.Functions.Settings;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
try
{
    builder.Services.AddCountme(builder.Configuration);
}
catch (BadSettingsException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

builder.Build().Run();
return 0;
