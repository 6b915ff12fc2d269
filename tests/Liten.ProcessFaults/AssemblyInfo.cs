// Each test has a process of its own to look after, and some of them take all the processors there are.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
