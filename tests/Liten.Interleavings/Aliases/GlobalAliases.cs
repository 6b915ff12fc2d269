// The product's files are compiled into this project with these names meaning the explorer's types. An alias wins over
// `using System.Threading`; what would escape it (a qualified name, lock, volatile) is forbidden by EscapeTests.
global using CancellationTokenRegistration = Liten.Interleavings.ModelCancellationTokenRegistration;
global using GC = Liten.Interleavings.ModelGC;
global using Interlocked = Liten.Interleavings.ModelInterlocked;
global using SpinWait = Liten.Interleavings.ModelSpinWait;
global using Stopwatch = Liten.Interleavings.ModelStopwatch;
global using Thread = Liten.Interleavings.ModelThread;
global using ThreadPool = Liten.Interleavings.ModelThreadPool;
global using Volatile = Liten.Interleavings.ModelVolatile;
