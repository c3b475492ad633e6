using Countme.Cli.Running;

// Threads that read lines keep all cores busy. Without spare ones the task that feeds them waits its turn behind them, and they
// for it: a log of 1 GB then loads in 1.8 s instead of 1.0 s on two cores.
ThreadPool.SetMinThreads((Environment.ProcessorCount * 2) + 2, Environment.ProcessorCount);

return await CommandLine.RunAsync(args);
