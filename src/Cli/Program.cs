using Countme.Cli.Running;

return await CommandLine.RunAsync(args);
