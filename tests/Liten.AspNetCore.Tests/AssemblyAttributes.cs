using Xunit.Sdk;
using Xunit.v3;

// Tests starve the ThreadPool and count its items: it is one for the process.
[assembly: Parallelization(Mode = ParallelMode.None)]
