// The mutation of a site, and what the explorer knows of sites, belong to the process: one exploration at a time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
