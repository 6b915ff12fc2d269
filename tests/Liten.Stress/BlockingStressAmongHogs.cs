namespace Liten.Stress;

/// <summary>The same scenarios while other threads take the processors away at any moment.</summary>
public class BlockingStressAmongHogs : BlockingStress, IClassFixture<HogThreads>;
