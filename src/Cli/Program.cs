Console.WriteLine("countme");
